cwlVersion: v1.2
class: CommandLineTool
label: Name the species of the test set

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  model:
    type: File
    inputBinding: {position: 2}
  penguins:
    type: File
    inputBinding: {position: 3}

arguments:
  - {position: 4, prefix: --output, valueFrom: predictions.csv}

outputs:
  predictions:
    type: File
    outputBinding: {glob: predictions.csv}
