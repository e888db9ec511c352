"""Split the measured penguins into a set to train with and a set to test with.

The split is drawn species by species, so that both sets hold the species in the same shares; the same seed gives the same split.
"""

import argparse
import csv
import json
import random
import sys

FEATURES = {
    'Beak Length (mm)': 'beak_length_mm',
    'Beak Depth (mm)': 'beak_depth_mm',
    'Flipper Length (mm)': 'flipper_length_mm',
    'Body Mass (g)': 'body_mass_g',
}
TEST_SHARE = 0.3


def read(path):
    """Return the penguins with all four measurements, numbered by their place in the file, and how many lack one."""
    with open(path, encoding='utf-8') as file:
        records = json.load(file)
    measured = []
    for number, record in enumerate(records, start=1):
        values = {name: record.get(source) for source, name in FEATURES.items()}
        if record.get('Species') and all(isinstance(value, (int, float)) for value in values.values()):
            measured.append({'penguin': number, 'species': record['Species'], **values})
    return measured, len(records) - len(measured)


def split(penguins, seed):
    """Return the penguins to train with and those to test with, each in the order of the file."""
    generator = random.Random(seed)
    test = []
    for species in sorted({penguin['species'] for penguin in penguins}):
        group = [penguin for penguin in penguins if penguin['species'] == species]
        # Python promises the same numbers from random() in every version, but not the same order from shuffle() or sample().
        group.sort(key=lambda _: generator.random())
        test += group[: round(len(group) * TEST_SHARE)]
    drawn = {penguin['penguin'] for penguin in test}
    return (
        [penguin for penguin in penguins if penguin['penguin'] not in drawn],
        [penguin for penguin in penguins if penguin['penguin'] in drawn],
    )


def write(path, penguins):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, ['penguin', 'species', *FEATURES.values()], lineterminator='\n')
        writer.writeheader()
        writer.writerows(penguins)


def main():
    parser = argparse.ArgumentParser(description='Split the measured penguins into a training and a test set.')
    parser.add_argument('penguins', help='JSON, a list of records')
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--training', required=True, help='CSV to write')
    parser.add_argument('--test', required=True, help='CSV to write')
    arguments = parser.parse_args()

    penguins, dropped = read(arguments.penguins)
    training, test = split(penguins, arguments.seed)
    if not training or not test:
        sys.exit(f'prepare: {len(penguins)} measured penguins are too few to split.')
    write(arguments.training, training)
    write(arguments.test, test)
    print(f'prepare: {len(training)} to train, {len(test)} to test, {dropped} without measurements left out', file=sys.stderr)


if __name__ == '__main__':
    main()
