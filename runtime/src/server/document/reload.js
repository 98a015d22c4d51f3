new EventSource("/_rally/dev").onmessage=e=>{if(JSON.parse(e.data)!==$BUILD)location.reload()}
