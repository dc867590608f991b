{% load i18n %}(() => {
  "use strict";
  const script = document.currentScript;
  const base = new URL("./", script.src);
  const address = new URL(base);
  address.searchParams.set("embed", "1");
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (name.startsWith("utm_")) address.searchParams.set(name, value);
  }
  address.searchParams.set("page_url", window.location.origin + window.location.pathname);
  const language = document.documentElement.lang;
  if (language) address.searchParams.set("lang", language);

  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = "{% filter escapejs %}{{ channel.welcome|default:_('Contact us') }}{% endfilter %}";
  frame.style.cssText = "border:0;width:100%;min-height:420px;height:760px;color-scheme:normal";
  script.parentNode.insertBefore(frame, script);

  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== base.origin) return;
    const told = event.data && event.data.fairlead;
    if (!told) return;
    if (Number.isFinite(told.height)) frame.style.height = `${told.height}px`;
    if (/^https?:/.test(told.next || "")) window.location.assign(told.next);
  });
})();
