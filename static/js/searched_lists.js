// Lists with a search box: the box gets the name of its list, which the library leaves out.
(() => {
  "use strict";

  const name = () => {
    for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
      const list = box.closest(".select2")?.previousElementSibling;
      const label = list?.labels?.[0];
      if (label) box.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    }
  };

  // The library makes the boxes when it is ready, and anew when a choice is made.
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
