"""Compare the predicted species with the true ones: accuracy, precision, recall and F1 by species, and the confusion matrix."""

import argparse
import csv
import json
import sys


def ratio(part, whole):
    """Return the share, or null where there is nothing to share."""
    return round(part / whole, 4) if whole else None


def evaluate(predictions):
    names = sorted({name for row in predictions for name in (row['species'], row['predicted'])})
    confusion = {true: {predicted: 0 for predicted in names} for true in names}
    for row in predictions:
        confusion[row['species']][row['predicted']] += 1

    by_species = {}
    for name in names:
        right = confusion[name][name]
        actual = sum(confusion[name].values())
        predicted = sum(confusion[true][name] for true in names)
        by_species[name] = {
            'penguins': actual,
            'precision': ratio(right, predicted),
            'recall': ratio(right, actual),
            'f1': ratio(2 * right, actual + predicted),
        }
    right = sum(confusion[name][name] for name in names)
    return {
        'penguins': len(predictions),
        'right': right,
        'accuracy': ratio(right, len(predictions)),
        'species': by_species,
        'confusion': confusion,
    }


def main():
    parser = argparse.ArgumentParser(description='Compare predicted species with the true ones.')
    parser.add_argument('predictions', help='CSV written by predict.py')
    parser.add_argument('--k', type=int, required=True, help='kept in the metrics')
    parser.add_argument('--seed', type=int, required=True, help='kept in the metrics')
    parser.add_argument('--output', required=True, help='JSON to write')
    arguments = parser.parse_args()

    with open(arguments.predictions, encoding='utf-8', newline='') as file:
        predictions = list(csv.DictReader(file))
    if not predictions:
        sys.exit(f'evaluate: {arguments.predictions} holds no prediction.')
    metrics = {'k': arguments.k, 'seed': arguments.seed, **evaluate(predictions)}
    with open(arguments.output, 'w', encoding='utf-8') as file:
        json.dump(metrics, file, indent=2)
        file.write('\n')
    print(f'evaluate: {metrics["right"]} of {metrics["penguins"]} right', file=sys.stderr)


if __name__ == '__main__':
    main()
