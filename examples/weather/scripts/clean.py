"""Check daily weather observations and keep the sound ones.

Reads a CSV with a header, writes date, precipitation, temp_max, temp_min and weather in order of date.
A row that cannot be true is left out and named on stderr, so that the log of this step says what is missing and why.
"""

import argparse
import csv
import datetime
import sys

COLUMNS = ['date', 'precipitation', 'temp_max', 'temp_min', 'weather']
KINDS = {'drizzle', 'fog', 'rain', 'snow', 'sun'}


def check(row):
    """Return the row with its numbers in one form; raise ValueError with the reason when it cannot be true."""
    if any(row[name] is None for name in COLUMNS):
        raise ValueError('a field is missing')
    date = datetime.date.fromisoformat(row['date'])
    precipitation, warmest, coldest = (float(row[name]) for name in ('precipitation', 'temp_max', 'temp_min'))
    if not 0 <= precipitation <= 500:
        raise ValueError(f'{precipitation} mm of precipitation in a day')
    if not -60 <= coldest <= warmest <= 60:
        raise ValueError(f'temperatures from {coldest} to {warmest} degrees')
    if row['weather'] not in KINDS:
        raise ValueError(f'unknown kind of weather {row["weather"]!r}')
    return [date.isoformat(), f'{precipitation:.1f}', f'{warmest:.1f}', f'{coldest:.1f}', row['weather']]


def read(path):
    """Return the sound rows by date and the number of rows left out."""
    kept, dropped = {}, 0
    with open(path, encoding='utf-8', newline='') as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f'clean: {path} has no column {", ".join(missing)}.')
        for row in reader:
            try:
                clean = check(row)
                if clean[0] in kept:
                    raise ValueError(f'{clean[0]} was observed before')
                kept[clean[0]] = clean
            except ValueError as reason:
                dropped += 1
                print(f'clean: line {reader.line_num} left out: {reason}', file=sys.stderr)
    return kept, dropped


def main():
    parser = argparse.ArgumentParser(description='Check daily weather observations and keep the sound ones.')
    parser.add_argument('observations', help='CSV with one row a day')
    parser.add_argument('--output', required=True, help='CSV to write')
    arguments = parser.parse_args()

    kept, dropped = read(arguments.observations)
    if not kept:
        sys.exit(f'clean: {arguments.observations} holds no sound row.')
    with open(arguments.output, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(COLUMNS)
        writer.writerows(kept[date] for date in sorted(kept))
    print(f'clean: {len(kept)} days kept, {dropped} rows left out', file=sys.stderr)


if __name__ == '__main__':
    main()
