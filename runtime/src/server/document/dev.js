(() => {
  let host, shown, closed, focused;

  new EventSource("/_rally/dev").onmessage = event => {
    const { build, problems } = JSON.parse(event.data);
    // Without a server there is no build: the page goes on, and what is wrong is shown over it.
    if (build !== null && build !== $BUILD) location.reload();
    else if (!problems) hide();
    else if (problems.id !== closed && problems.id !== shown) show(problems);
  };

  function show({ id, html, css }) {
    shown = id;
    if (host) {
      host.shadowRoot.innerHTML = html;
      return;
    }
    focused = document.activeElement;
    host = document.createElement("rally-problems");
    host.attachShadow({ mode: "open" }).innerHTML = html;
    // A policy that forbids style elements allows this.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    host.shadowRoot.adoptedStyleSheets = [sheet];
    host.addEventListener("click", clicked);
    addEventListener("keydown", pressed, true);
    // Beside the body, which is the app's; above its dialogs too.
    host.popover = "manual";
    document.documentElement.append(host);
    host.showPopover?.();
  }

  function hide() {
    if (!host) return;
    const lost = [null, document.body, host].includes(document.activeElement);
    host.remove();
    host = shown = undefined;
    removeEventListener("keydown", pressed, true);
    if (lost && focused?.isConnected) focused.focus({ preventScroll: true });
  }

  function close() {
    closed = shown;
    hide();
  }

  function clicked(event) {
    if (event.composedPath().some(node => node.dataset?.close !== undefined)) close();
  }

  function pressed(event) {
    if (event.key !== "Escape") return;
    // What is beneath does not see the key.
    event.preventDefault();
    event.stopImmediatePropagation();
    close();
  }
})();
