cwlVersion: v1.2
class: CommandLineTool
label: Split into a training and a test set

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  penguins:
    type: File
    inputBinding: {position: 2}
  seed:
    type: int
    inputBinding: {position: 3, prefix: --seed}

arguments:
  - {position: 4, prefix: --training, valueFrom: training.csv}
  - {position: 5, prefix: --test, valueFrom: test.csv}

outputs:
  training:
    type: File
    outputBinding: {glob: training.csv}
  test:
    type: File
    outputBinding: {glob: test.csv}
