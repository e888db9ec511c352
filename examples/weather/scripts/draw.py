"""Draw temperature and precipitation by month as an SVG picture: a line and a row of bars for each year."""

import argparse
import csv
import math
import sys

MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']  # told apart by colour-blind readers too

WIDTH, HEIGHT = 960, 700
LEFT, RIGHT = 76, 936  # both panels share the months as their horizontal axis
TEMPERATURE = (112, 378)  # top and bottom of the upper panel
PRECIPITATION = (454, 656)
COLUMN = (RIGHT - LEFT) / 12

STYLE = """
    text { font-family: 'DejaVu Sans', Verdana, Arial, sans-serif; font-size: 13px; fill: #333 }
    .title { font-size: 20px; font-weight: bold; fill: #111 }
    .panel { font-size: 14px; font-weight: bold; fill: #111 }
    .note { font-size: 12px; fill: #555 }
    .grid { stroke: #ddd; stroke-width: 1 }
    .axis { stroke: #666; stroke-width: 1 }
"""


def read(path):
    """Return {year: {month: row}}."""
    years = {}
    with open(path, encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file):
            years.setdefault(int(row['year']), {})[int(row['month'])] = row
    return years


def axis(values, step):
    """Return the marks of an axis that covers the values."""
    first = math.floor(min(values) / step) * step
    last = max(math.ceil(max(values) / step) * step, first + step)
    return list(range(first, last + step, step))


def scale(marks, panel):
    """Return the function from a value to its vertical place in the panel."""
    top, bottom = panel
    return lambda value: bottom - (value - marks[0]) / (marks[-1] - marks[0]) * (bottom - top)


def text(x, y, words, kind='', anchor='start'):
    shape = f' class="{kind}"' if kind else ''
    return f'  <text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{shape}>{words}</text>'


def line(x1, y1, x2, y2, kind):
    return f'  <line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def frame(marks, panel, title):
    """Draw what the data of a panel stand on: its title, grid, marks and months."""
    place, (top, bottom) = scale(marks, panel), panel
    parts = [text(LEFT, top - 14, title, 'panel')]
    for mark in marks:
        parts.append(line(LEFT, place(mark), RIGHT, place(mark), 'grid'))
        parts.append(text(LEFT - 10, place(mark) + 4.5, mark, anchor='end'))
    parts.append(line(LEFT, bottom, RIGHT, bottom, 'axis'))
    parts += [text(LEFT + (i + 0.5) * COLUMN, bottom + 20, name, anchor='middle') for i, name in enumerate(MONTHS)]
    return parts


def temperature_lines(years, marks):
    place, parts = scale(marks, TEMPERATURE), []
    for (year, months), colour in zip(years.items(), COLOURS):
        points = [(LEFT + (month - 0.5) * COLUMN, place(float(row['temp_mean']))) for month, row in sorted(months.items())]
        path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
        parts.append(f'  <polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>')
        parts += [f'  <circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
    return parts


def precipitation_bars(years, marks):
    place, bottom, parts = scale(marks, PRECIPITATION), PRECIPITATION[1], []
    width = COLUMN * 0.8 / len(years)
    for shift, ((year, months), colour) in enumerate(zip(years.items(), COLOURS)):
        for month, row in sorted(months.items()):
            x, y = LEFT + (month - 0.9) * COLUMN + shift * width, place(float(row['precipitation']))
            parts.append(
                f'  <rect x="{x:.1f}" y="{y:.1f}" width="{width - 1:.1f}" height="{bottom - y:.1f}" fill="{colour}">'
                f'<title>{MONTHS[month - 1]} {year}: {row["precipitation"]} mm</title></rect>'
            )
    return parts


def legend(years):
    parts, x = [], RIGHT - 84 * len(years) + 20
    for year, colour in zip(years, COLOURS):
        parts.append(f'  <rect x="{x}" y="26" width="16" height="16" rx="3" fill="{colour}"/>')
        parts.append(text(x + 23, 39, year))
        x += 84
    return parts


def draw(years):
    """Return the lines of the SVG document."""
    rows = [row for months in years.values() for row in months.values()]
    warmth = axis([float(row['temp_mean']) for row in rows], 5)
    rain = axis([0] + [float(row['precipitation']) for row in rows], 50)
    span = f'{min(years)} to {max(years)}' if len(years) > 1 else f'{min(years)}'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'  <style>{STYLE}  </style>',
        f'  <rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        text(28, 40, f'Weather in Seattle, {span}', 'title'),
        text(28, 62, f'{sum(int(row["days"]) for row in rows)} daily observations, NOAA', 'note'),
        *legend(years),
        *frame(warmth, TEMPERATURE, 'Mean temperature by month (°C)'),
        *temperature_lines(years, warmth),
        *frame(rain, PRECIPITATION, 'Precipitation by month (mm)'),
        *precipitation_bars(years, rain),
        '</svg>',
    ]


def main():
    parser = argparse.ArgumentParser(description='Draw temperature and precipitation by month as SVG.')
    parser.add_argument('months', help='CSV with one row a month')
    parser.add_argument('--output', required=True, help='SVG to write')
    arguments = parser.parse_args()

    years = dict(sorted(read(arguments.months).items()))
    if not 1 <= len(years) <= len(COLOURS):
        sys.exit(f'draw: {len(years)} years cannot be drawn; this chart takes 1 to {len(COLOURS)}.')
    with open(arguments.output, 'w', encoding='utf-8') as file:
        file.write('\n'.join(draw(years)) + '\n')


if __name__ == '__main__':
    main()
