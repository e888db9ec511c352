cwlVersion: v1.2
class: CommandLineTool
label: Measure how often the prediction is right

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  predictions:
    type: File
    inputBinding: {position: 2}
  k:
    type: int
    inputBinding: {position: 3, prefix: --k}
  seed:
    type: int
    inputBinding: {position: 4, prefix: --seed}

arguments:
  - {position: 5, prefix: --output, valueFrom: metrics.json}

outputs:
  metrics:
    type: File
    outputBinding: {glob: metrics.json}
