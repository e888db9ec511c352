cwlVersion: v1.2
class: CommandLineTool
label: Take the days of one month

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
  month:
    type: string
    inputBinding: {position: 3, prefix: --month}

arguments:
  - {position: 4, prefix: --output, valueFrom: selected-days.csv}

outputs:
  days:
    type: File
    outputBinding: {glob: selected-days.csv}
