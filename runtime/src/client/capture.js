(()=>{
const queue=[];
let waits=1;
const take=()=>{waits=0;return queue.splice(0)};
const post=(url,body,type)=>fetch(url,{method:"POST",body,keepalive:true,headers:{"content-type":type}}).catch(()=>{});
const wanted=(node,event)=>{
let found=0;
for(;node;node=node.parentElement)for(const entry of(node.dataset?.on||"").split(" ")){
const[,name,key,prevent]=/^([^:!]+)(?::(.+?))?(!?)$/.exec(entry)||[];
if(name==event.type&&(!key||!event.isComposing&&key==(event.key==" "?"Space":event.key)))found|=prevent?3:1
}
return found
};
const capture=event=>{
const node=event.target,type=event.type;
if(!waits||!event.isTrusted||type=="click"&&(event.button||event.altKey||event.ctrlKey||event.metaKey||event.shiftKey||node.closest?.("a[href]")))return;
const found=wanted(node,event);
if(found&2)event.preventDefault();
if(type!="submit")return found&&queue.push([event,,node.value]);
if(!(found&2)||node.ariaBusy=="true")return;
queue.push([event,new FormData(node,event.submitter)]);
node.ariaBusy=true
};
const isCall=([,fields])=>fields?.has("_rally_key");
const send=([event,fields])=>post(event.target.getAttribute("action")||location.href,new URLSearchParams(fields),"application/x-www-form-urlencoded");
const leave=()=>queue.filter(isCall).forEach(send);
const fail=event=>{
if(event?.type=="error"&&event.target.localName!="script")return;
const calls=take().filter(isCall),last=calls.pop();
calls.forEach(send);
if(last){
const{target,submitter}=last[0];
target.noValidate=true;
target.requestSubmit(submitter)
}
};
const listen=(names,run)=>names.split(" ").forEach(name=>addEventListener(name,run,true));
listen("click dblclick contextmenu submit reset keydown keyup pointerdown pointerup focusin focusout focus blur",capture);
listen("error unhandledrejection",fail);
listen("pagehide",leave);
setTimeout(fail,1e4);
const rally=window.__rally={post,take};
listen("compositionstart",event=>rally.composing=event.target);
listen("compositionend",()=>rally.composing=0)
})()
