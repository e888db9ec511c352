cwlVersion: v1.2
class: CommandLineTool
label: Check the observations and keep the sound ones

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  observations:
    type: File
    inputBinding: {position: 2}

arguments:
  - {position: 3, prefix: --output, valueFrom: clean-days.csv}

outputs:
  days:
    type: File
    outputBinding: {glob: clean-days.csv}
