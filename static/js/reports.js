// Draws the charts of the reports page out of the data beside them, in the theme's colours.
(() => {
  const colourOf = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--bs-${name}`).trim();

  const datasetOf = (chart) => (series) => ({
    label: series.label,
    data: series.data,
    backgroundColor: `rgba(${colourOf(`${series.colour}-rgb`)}, ${chart.kind === "line" ? 0.15 : 0.75})`,
    borderColor: colourOf(series.colour),
    borderWidth: chart.kind === "line" ? 2 : 0,
    borderRadius: 3,
    fill: chart.kind === "line",
    maxBarThickness: 28,
    pointRadius: chart.labels.length > 40 ? 0 : 2,
    cubicInterpolationMode: "monotone",
  });

  const scalesOf = (chart) => {
    const grid = { color: colourOf("border-color") };
    const ticks = { color: colourOf("body-color") };
    const names = {
      grid: { display: false },
      stacked: chart.stacked,
      ticks: chart.kind === "line" ? { ...ticks, maxRotation: 0, autoSkipPadding: 24 } : ticks,
    };
    if (chart.lies) {
      names.ticks = { ...ticks, autoSkip: false };
    }
    const numbers = {
      beginAtZero: true,
      grid,
      stacked: chart.stacked,
      ticks: { ...ticks, precision: chart.unit ? undefined : 0 },
      title: { display: Boolean(chart.unit), text: chart.unit, color: colourOf("body-color") },
    };
    return chart.lies ? { x: numbers, y: names } : { x: names, y: numbers };
  };

  const draw = (canvas) => {
    const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    if (chart.lies) {
      const bars = chart.labels.length * (chart.series.length > 1 ? 2.2 : 1.6);
      canvas.parentElement.style.height = `${bars + 5}rem`;
    }
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    return new Chart(canvas, {
      type: chart.kind,
      data: { labels: chart.labels, datasets: chart.series.map(datasetOf(chart)) },
      options: {
        animation: still ? false : { duration: 300 },
        indexAxis: chart.lies ? "y" : "x",
        interaction: { mode: "index", axis: chart.lies ? "y" : "x", intersect: false },
        maintainAspectRatio: false,
        plugins: {
          legend: {
            display: chart.series.length > 1,
            labels: { color: colourOf("body-color"), boxWidth: 14 },
          },
          tooltip: {
            callbacks: {
              label: (item) => ` ${item.dataset.label}: ${item.formattedValue} ${chart.unit}`.trimEnd(),
            },
          },
        },
        scales: scalesOf(chart),
      },
    });
  };

  let charts = [];
  const drawAll = () => {
    charts.forEach((chart) => chart.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts = [...document.querySelectorAll("canvas[data-chart]")].map(draw);
  };

  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
})();
