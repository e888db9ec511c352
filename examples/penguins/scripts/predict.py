"""Name the species of each penguin by the vote of its nearest neighbours among the examples of the model."""

import argparse
import csv
import json
import math
from collections import Counter


def locate(penguin, model):
    """Return the place of a penguin on the scale of the model."""
    scale = model['scale']
    return [(float(penguin[name]) - scale[name]['mean']) / scale[name]['deviation'] for name in model['features']]


def distance(place, other):
    return math.fsum((a - b) ** 2 for a, b in zip(place, other))  # its root would give the same order


def predict(penguin, model):
    """Return the species with most votes and its votes; among equals, the one whose first neighbour is nearer."""
    place = locate(penguin, model)
    neighbours = sorted(model['examples'], key=lambda example: distance(place, example['place']))[: model['k']]
    # Counter keeps the order of first meeting, and most_common keeps it among equals.
    return Counter(neighbour['species'] for neighbour in neighbours).most_common(1)[0]


def main():
    parser = argparse.ArgumentParser(description='Name the species of penguins by their nearest neighbours.')
    parser.add_argument('model', help='JSON written by train.py')
    parser.add_argument('penguins', help='CSV with one penguin a row')
    parser.add_argument('--output', required=True, help='CSV to write')
    arguments = parser.parse_args()

    with open(arguments.model, encoding='utf-8') as file:
        model = json.load(file)
    with open(arguments.penguins, encoding='utf-8', newline='') as source, open(
        arguments.output, 'w', encoding='utf-8', newline=''
    ) as target:
        writer = csv.writer(target, lineterminator='\n')
        writer.writerow(['penguin', 'species', 'predicted', 'votes'])
        for penguin in csv.DictReader(source):
            writer.writerow([penguin['penguin'], penguin['species'], *predict(penguin, model)])


if __name__ == '__main__':
    main()
