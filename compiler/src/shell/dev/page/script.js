(() => {
  new EventSource("/_rally/dev").onmessage = event => {
    const { build, problems } = JSON.parse(event.data);
    if (build !== null) return location.reload();
    const main = document.querySelector("main");
    if (!problems || problems.id === main.dataset.turn) return;
    const panel = new DOMParser().parseFromString(problems.html, "text/html").querySelector("main");
    panel.querySelector("[data-close]")?.remove();
    main.replaceWith(panel);
  };
})();
