"""Train a classifier by nearest neighbours: learn the scale of each measurement and keep the scaled examples.

Without a common scale the body mass, in grams, would outweigh the millimetres of the other measurements.
"""

import argparse
import csv
import json
import math
import statistics
import sys

FEATURES = ['beak_length_mm', 'beak_depth_mm', 'flipper_length_mm', 'body_mass_g']


def read(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def learn_scale(values):
    """Return mean and standard deviation."""
    mean = statistics.fmean(values)
    deviation = math.sqrt(statistics.fmean((value - mean) ** 2 for value in values))
    if deviation == 0:
        raise ValueError('all values are equal')
    return {'mean': round(mean, 6), 'deviation': round(deviation, 6)}


def train(penguins, k):
    scale = {}
    for feature in FEATURES:
        try:
            scale[feature] = learn_scale([float(penguin[feature]) for penguin in penguins])
        except ValueError as reason:
            sys.exit(f'train: {feature} cannot be scaled: {reason}.')
    examples = [
        {
            'species': penguin['species'],
            'place': [round((float(penguin[name]) - scale[name]['mean']) / scale[name]['deviation'], 6) for name in FEATURES],
        }
        for penguin in penguins
    ]
    return {'k': k, 'features': FEATURES, 'scale': scale, 'examples': examples}


def main():
    parser = argparse.ArgumentParser(description='Train a classifier by nearest neighbours.')
    parser.add_argument('training', help='CSV with one penguin a row')
    parser.add_argument('--k', type=int, required=True, help='number of neighbours that vote')
    parser.add_argument('--model', required=True, help='JSON to write')
    arguments = parser.parse_args()

    penguins = read(arguments.training)
    if not 1 <= arguments.k <= len(penguins):
        sys.exit(f'train: k is {arguments.k}; it must be between 1 and the {len(penguins)} training examples.')
    with open(arguments.model, 'w', encoding='utf-8') as file:
        json.dump(train(penguins, arguments.k), file, indent=1)
        file.write('\n')


if __name__ == '__main__':
    main()
