// Time series: [data-chart] names an address that answers {at: [epoch s], series: [{name, unit, values}]}.
// uPlot is loaded only on pages that hold one. The same numbers stand beside it as text.
(() => {
  let loading = null;

  function load(box) {
    loading ??= new Promise((resolve, reject) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = box.dataset.chartStyle;
      const script = document.createElement("script");
      script.src = box.dataset.chartScript;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(style, script);
    });
    return loading;
  }

  function draw(box, data) {
    const probe = document.createElement("span");
    box.append(probe);
    const resolved = (token) => {
      probe.style.color = `var(${token}, var(--info))`;
      return getComputedStyle(probe).color;
    };
    const [ink, line, grid] = [resolved("--muted"), resolved("--center"), resolved("--hairline")];
    probe.remove();
    const zone = box.dataset.chartZone; // the person's own, as everywhere on the page
    const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
    const times = (_plot, at) => at.map((one) => clock.format(new Date(one * 1000)));
    const axis = { stroke: ink, font: "12px Inter, sans-serif", grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    const palette = [line, resolved("--center-throat"), resolved("--center-sacral"), ink];
    const series = data.series.map((one, index) => ({
      label: one.unit ? `${one.name} (${one.unit})` : one.name,
      stroke: palette[index % palette.length],
      width: 1.75,
      spanGaps: false,
      points: { show: data.at.length < 30 },
    }));
    const isShare = data.series.every((one) => one.unit === "%");
    const scales = isShare ? { y: { range: [0, 100] } } : {};
    const size = () => ({ width: box.clientWidth, height: 200 });
    const options = { ...size(), tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone), series: [{}, ...series], axes: [{ ...axis, space: 90, values: times }, { ...axis, size: 56 }] };
    const plot = new uPlot(options, [data.at, ...data.series.map((one) => one.values)], box);
    new ResizeObserver(() => plot.setSize(size())).observe(box);
    box.dataset.drawn = "yes";
  }

  async function start(root) {
    for (const box of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
      box.dataset.drawn = "loading";
      const [answer] = await Promise.all([fetch(box.dataset.chart), load(box)]);
      const data = answer.ok ? await answer.json() : { at: [] };
      if (data.at.length > 1) draw(box, data);
      else box.textContent = box.dataset.chartEmpty;
    }
  }

  document.addEventListener("htmx:load", (event) => start(event.target));
  start(document);
})();
