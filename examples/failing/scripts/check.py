"""Look for days with more precipitation than a limit; write what was found, then exit 3 if there was any."""

import argparse
import csv
import json
import sys

TOO_WET = 3  # the exit code that tells "the data break the limit" from faults of this script


def main():
    parser = argparse.ArgumentParser(description='Look for days with more precipitation than a limit.')
    parser.add_argument('days', help='CSV with one row a day')
    parser.add_argument('--limit', type=float, required=True, help='millimetres a day')
    parser.add_argument('--report', required=True, help='JSON to write')
    arguments = parser.parse_args()

    with open(arguments.days, encoding='utf-8', newline='') as file:
        days = list(csv.DictReader(file))
    found = [
        {'date': day['date'], 'precipitation': float(day['precipitation'])}
        for day in days
        if float(day['precipitation']) > arguments.limit
    ]
    with open(arguments.report, 'w', encoding='utf-8') as file:
        json.dump({'limit': arguments.limit, 'days': len(days), 'above': found}, file, indent=2)
        file.write('\n')
    if found:
        worst = max(found, key=lambda day: day['precipitation'])
        print(
            f'check: {len(found)} of {len(days)} days had more than {arguments.limit} mm of precipitation, '
            f'{worst["precipitation"]} mm on {worst["date"]}.',
            file=sys.stderr,
        )
        sys.exit(TOO_WET)


if __name__ == '__main__':
    main()
