"""Bring the summaries of several years together in two tables: one row a year, and one row a month."""

import argparse
import csv
import json
import sys

YEARLY = ['year', 'days', 'temp_mean', 'temp_max', 'warmest_day', 'temp_min', 'coldest_day', 'precipitation', 'wet_days']
MONTHLY = ['year', 'month', 'days', 'temp_mean', 'temp_max', 'temp_min', 'precipitation', 'wet_days']
KINDS = ['drizzle', 'fog', 'rain', 'snow', 'sun']


def read(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def yearly_row(summary):
    fields = {**summary['whole'], **{name: summary[name] for name in ('year', 'warmest_day', 'coldest_day')}}
    kinds = summary['whole']['weather']
    return [fields[name] for name in YEARLY] + [kinds.get(kind, 0) for kind in KINDS]


def monthly_rows(summary):
    return [[{'year': summary['year'], **month}[name] for name in MONTHLY] for month in summary['months']]


def write(path, header, rows):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(header)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description='Bring the summaries of several years together in two tables.')
    parser.add_argument('summaries', nargs='+', help='JSON of one year each')
    parser.add_argument('--yearly', required=True, help='CSV to write, one row a year')
    parser.add_argument('--monthly', required=True, help='CSV to write, one row a month')
    arguments = parser.parse_args()

    summaries = sorted((read(path) for path in arguments.summaries), key=lambda summary: summary['year'])
    years = [summary['year'] for summary in summaries]
    twice = sorted({year for year in years if years.count(year) > 1})
    if twice:
        sys.exit(f'combine: more than one summary of {", ".join(map(str, twice))}.')
    write(arguments.yearly, YEARLY + [f'{kind}_days' for kind in KINDS], [yearly_row(summary) for summary in summaries])
    write(arguments.monthly, MONTHLY, [row for summary in summaries for row in monthly_rows(summary)])


if __name__ == '__main__':
    main()
