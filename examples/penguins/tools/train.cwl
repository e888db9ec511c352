cwlVersion: v1.2
class: CommandLineTool
label: Train the classifier

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  training:
    type: File
    inputBinding: {position: 2}
  k:
    type: int
    inputBinding: {position: 3, prefix: --k}

arguments:
  - {position: 4, prefix: --model, valueFrom: model.json}

outputs:
  model:
    type: File
    outputBinding: {glob: model.json}
