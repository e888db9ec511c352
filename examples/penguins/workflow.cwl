cwlVersion: v1.2
class: Workflow
label: Penguin species from four measurements
doc: >-
  Splits the Palmer penguins into a training and a test set, trains a classifier by nearest neighbours, names the species of the test set and
  measures how often that is right.

inputs:
  penguins:
    type: File
    doc: Penguins as JSON, a list of records.
  k:
    type: int
    doc: The number of neighbours that vote.
  seed:
    type: int
    doc: The seed of the random split.
  prepare_script: File
  train_script: File
  predict_script: File
  evaluate_script: File

steps:
  prepare:
    run: tools/prepare.cwl
    in:
      script: prepare_script
      penguins: penguins
      seed: seed
    out: [training, test]
  train:
    run: tools/train.cwl
    in:
      script: train_script
      training: prepare/training
      k: k
    out: [model]
  predict:
    run: tools/predict.cwl
    in:
      script: predict_script
      model: train/model
      penguins: prepare/test
    out: [predictions]
  evaluate:
    run: tools/evaluate.cwl
    in:
      script: evaluate_script
      predictions: predict/predictions
      k: k
      seed: seed
    out: [metrics]

outputs:
  metrics:
    type: File
    outputSource: evaluate/metrics
    doc: Accuracy, precision, recall and F1 by species, and the confusion matrix, as JSON.
  predictions:
    type: File
    outputSource: predict/predictions
    doc: The true and the predicted species of each penguin of the test set, as CSV.
