"""Take the days of one month out of a CSV of daily observations."""

import argparse
import csv
import sys


def main():
    parser = argparse.ArgumentParser(description='Take the days of one month out of daily observations.')
    parser.add_argument('observations', help='CSV with one row a day and a column date')
    parser.add_argument('--month', required=True, help='for example 2015-12')
    parser.add_argument('--output', required=True, help='CSV to write')
    arguments = parser.parse_args()

    with open(arguments.observations, encoding='utf-8', newline='') as file:
        reader = csv.DictReader(file)
        days = [row for row in reader if row['date'].startswith(f'{arguments.month}-')]
    if not days:
        sys.exit(f'select_month: {arguments.observations} holds no day of {arguments.month}.')
    with open(arguments.output, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator='\n')
        writer.writeheader()
        writer.writerows(days)
    print(f'select_month: {len(days)} days of {arguments.month}', file=sys.stderr)


if __name__ == '__main__':
    main()
