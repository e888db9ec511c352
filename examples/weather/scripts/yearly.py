"""Summarise one year of daily weather, as a whole and month by month, as JSON."""

import argparse
import csv
import json
import math
import statistics
import sys
from collections import Counter

WET_DAY_MM = 1.0  # the usual limit in climatology: less than 1 mm does not make a wet day


def read(path, year):
    """Return the days of one year."""
    with open(path, encoding='utf-8', newline='') as file:
        rows = [row for row in csv.DictReader(file) if row['date'].startswith(f'{year}-')]
    return [
        {
            'date': row['date'],
            'month': int(row['date'][5:7]),
            'precipitation': float(row['precipitation']),
            'warmest': float(row['temp_max']),
            'coldest': float(row['temp_min']),
            'weather': row['weather'],
        }
        for row in rows
    ]


def summarise(days):
    """Describe a period; the mean of a day is the middle between its warmest and its coldest value."""
    # fmean and fsum add exactly: the built-in sum() gives other last digits in Python 3.12 than before.
    return {
        'days': len(days),
        'temp_mean': round(statistics.fmean((day['warmest'] + day['coldest']) / 2 for day in days), 2),
        'temp_max': max(day['warmest'] for day in days),
        'temp_min': min(day['coldest'] for day in days),
        'precipitation': round(math.fsum(day['precipitation'] for day in days), 1),
        'wet_days': sum(day['precipitation'] >= WET_DAY_MM for day in days),
        'weather': dict(sorted(Counter(day['weather'] for day in days).items())),
    }


def main():
    parser = argparse.ArgumentParser(description='Summarise one year of daily weather.')
    parser.add_argument('days', help='CSV with one row a day')
    parser.add_argument('--year', type=int, required=True)
    parser.add_argument('--output', required=True, help='JSON to write')
    arguments = parser.parse_args()

    days = read(arguments.days, arguments.year)
    if not days:
        sys.exit(f'yearly: {arguments.days} holds no day of {arguments.year}.')
    months = sorted({day['month'] for day in days})
    summary = {
        'year': arguments.year,
        'whole': summarise(days),
        'warmest_day': max(days, key=lambda day: day['warmest'])['date'],
        'coldest_day': min(days, key=lambda day: day['coldest'])['date'],
        'months': [{'month': month, **summarise([day for day in days if day['month'] == month])} for month in months],
    }
    with open(arguments.output, 'w', encoding='utf-8') as file:
        json.dump(summary, file, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
