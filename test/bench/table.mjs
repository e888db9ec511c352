const DISTURBED = 0.1;
const LONGEST_REASON = 160;
const HEAD = ['work', 'figure', 'measured', 'bound', '', 'replaced service, measured elsewhere'];

/** The figures as a table in Markdown: one line a figure, a row's name only on its first line. */
export function table(results) {
  const lines = results.flatMap(({ row, figures, reason, othersShare }) => {
    if (reason)
      return [[row.title, 'not measured', reason.replace(/\s+/g, ' ').replaceAll('|', '/').slice(0, LONGEST_REASON), '', '', '']];
    const lines = figures.map((figure, index) => [index === 0 ? row.title : '', ...cells(figure)]);
    return othersShare > DISTURBED ? [...lines, disturbance(othersShare)] : lines;
  });
  const widths = HEAD.map((head, column) => Math.max(3, ...[HEAD, ...lines].map((line) => Math.min(70, line[column].length))));
  const show = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [show(HEAD), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.map(show)].join('\n');
}

/** Figures that were taken while others used the same core are too slow, and the table says so. */
function disturbance(share) {
  return ['', 'DISTURBED: core of the API taken by other programs', `${Math.round(100 * share)} %`, '', '', ''];
}

function cells({ what, value, unit, atMost, atLeast, peer = '' }) {
  const bound = atMost ?? atLeast;
  const verdict = bound === undefined ? '' : isMet({ value, atMost, atLeast }) ? 'met' : 'NOT MET';
  const shown = bound === undefined ? '' : `${atMost === undefined ? '≥' : '≤'} ${bound} ${unit}`;
  return [what, `${rounded(value)} ${unit}`, shown, verdict, peer];
}

export function isMet({ value, atMost = Infinity, atLeast = -Infinity }) {
  return value <= atMost && value >= atLeast;
}

function rounded(value) {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
