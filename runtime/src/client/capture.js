(()=>{
const names="click dblclick contextmenu submit reset keydown keyup pointerdown pointerup focusin focusout focus blur".split(" ");
const queue=[];
const post=(url,body,type)=>fetch(url,{method:"POST",body,keepalive:true,headers:{"content-type":type}}).catch(()=>{});
const wanted=(node,event)=>{
let found=0;
for(;node;node=node.parentElement)for(const entry of(node.dataset?.on||"").split(" ")){
const[,name,key,prevent]=/^([^:!]+)(?::(.+?))?(!?)$/.exec(entry)||[];
if(name==event.type&&(!key||key==(event.key==" "?"Space":event.key)))found|=prevent?3:1
}
return found
};
const capture=event=>{
const node=event.target,type=event.type;
if(!event.isTrusted||type=="click"&&(event.button||event.altKey||event.ctrlKey||event.metaKey||event.shiftKey||node.closest?.("a[href]")))return;
const found=wanted(node,event);
if(found&2)event.preventDefault();
if(type!="submit")return found&&queue.push([event]);
if(!(found&2)||node.ariaBusy=="true")return;
queue.push([event,new FormData(node,event.submitter)]);
node.setAttribute("aria-busy",true)
};
const forms=()=>queue.filter(([,fields])=>fields?.has("_rally_key"));
const send=([event,fields])=>post(event.target.getAttribute("action")||location.href,new URLSearchParams(fields),"application/x-www-form-urlencoded");
const leave=()=>forms().forEach(send);
const fail=event=>{
if(event?.type=="error"&&event.target.localName!="script")return;
listen("remove");
const calls=forms(),last=calls.pop();
queue.length=0;
calls.forEach(send);
if(last)HTMLFormElement.prototype.submit.call(last[0].target)
};
const timer=setTimeout(fail,1e4);
const listen=verb=>{
const change=(name,run)=>window[verb+"EventListener"](name,run,true);
names.forEach(name=>change(name,capture));
change("error",fail);
change("unhandledrejection",fail);
change("pagehide",leave);
if(verb=="remove")clearTimeout(timer)
};
listen("add");
window.__rally={post,take(){listen("remove");return queue}}
})()
