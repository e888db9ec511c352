"""Summarise checked days as JSON: how many there are and how much precipitation they had."""

import argparse
import csv
import json
import math


def main():
    parser = argparse.ArgumentParser(description='Summarise checked days.')
    parser.add_argument('days', help='CSV with one row a day')
    parser.add_argument('checked', help='JSON, the report of the check')
    parser.add_argument('--output', required=True, help='JSON to write')
    arguments = parser.parse_args()

    with open(arguments.checked, encoding='utf-8') as file:
        report = json.load(file)
    with open(arguments.days, encoding='utf-8', newline='') as file:
        amounts = [float(day['precipitation']) for day in csv.DictReader(file)]
    summary = {'limit': report['limit'], 'days': len(amounts), 'precipitation': round(math.fsum(amounts), 1)}
    with open(arguments.output, 'w', encoding='utf-8') as file:
        json.dump(summary, file, indent=2)
        file.write('\n')


if __name__ == '__main__':
    main()
