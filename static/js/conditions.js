// Offers, in each row of conditions, only the comparisons that fit the field chosen there.
(() => {
  "use strict";

  const fit = (field) => {
    const row = field.closest("tr");
    const operator = row && row.querySelector('select[name$="-operator"]');
    const attribute = row && row.querySelector('input[name$="-attribute"]');
    if (!operator) return;
    const type = JSON.parse(field.dataset.types)[field.value];
    const fitting = JSON.parse(operator.dataset.fitting)[type] || [];
    for (const option of operator.options) {
      const fits = fitting.includes(option.value);
      option.hidden = !fits;
      option.disabled = !fits;
    }
    if (operator.selectedOptions[0]?.disabled) operator.value = fitting[0] || "";
    if (attribute) attribute.hidden = field.value !== "attributes.";
  };

  const fitAll = () => document.querySelectorAll("select[data-types]").forEach(fit);

  document.addEventListener("DOMContentLoaded", fitAll);
  document.addEventListener("formset:added", fitAll);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-types]")) fit(event.target);
  });
})();
