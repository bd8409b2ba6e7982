/* Draws the two charts of the report with uPlot. Runs in the browser. */
(() => {
  const seconds = JSON.parse(document.getElementById('data').textContent);
  const column = name => seconds.map(second => second[name] ?? null);
  const HEIGHT = 230;
  const POWERS = [0.1, 1, 10, 100, 1_000, 10_000, 100_000];
  let charts = [];

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const clock = second => `${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`;
  const milliseconds = value => (value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`);
  const short = value => (value < 1000 ? `${value} ms` : `${value / 1000} s`);
  const plain = value => value ?? '–';

  function draw(id, series, { format, ...options }) {
    const target = document.getElementById(id);
    const axis = {
      stroke: color('muted'),
      grid: { stroke: color('grid'), width: 1 },
      ticks: { stroke: color('grid'), width: 1 },
    };
    const lines = series.map(({ label, hue, fills }) => ({
      label,
      stroke: color(hue),
      width: 2,
      points: { show: seconds.length < 3 },
      ...(fills && { fill: `${color(hue)}22` }),
      value: (_chart, value) => format(value),
    }));
    const chart = new uPlot(
      {
        width: target.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false }, y: options.scale },
        axes: [
          {
            ...axis,
            values: (_chart, values) => values.map(clock),
            incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300],
            space: 60,
          },
          { ...axis, size: 60, ...options.axis },
        ],
        series: [{ label: 'time', value: (_chart, value) => (value === null ? '–' : clock(value)) }, ...lines],
        legend: { markers: { fill: (_chart, series) => lines[series - 1]?.stroke } },
        cursor: { y: false, drag: { x: false, y: false } },
      },
      [column('second'), ...series.map(({ name }) => column(name))],
      target,
    );
    charts.push({ chart, target });
  }

  function drawAll() {
    for (const { chart } of charts) chart.destroy();
    charts = [];
    draw(
      'throughput',
      [
        { name: 'answers', label: 'answers', hue: 'answers', fills: true },
        { name: 'refusals', label: 'of them refusals', hue: 'refusals' },
        { name: 'unknowns', label: 'no answer', hue: 'unknowns' },
      ],
      { format: plain, scale: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.1)] } },
    );
    draw(
      'latency',
      [
        { name: 'p50', label: 'p50', hue: 'median' },
        { name: 'p99', label: 'p99', hue: 'slow' },
      ],
      {
        format: milliseconds,
        scale: { distr: 3, log: 10 },
        axis: {
          values: (_chart, values) => values.map(short),
          splits: (_chart, _axis, min, max) => POWERS.filter(value => value >= min && value <= max),
        },
      },
    );
  }

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('resize', () => {
    for (const { chart, target } of charts) chart.setSize({ width: target.clientWidth, height: HEIGHT });
  });
})();
