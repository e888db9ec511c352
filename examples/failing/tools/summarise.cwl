cwlVersion: v1.2
class: CommandLineTool
label: Summarise the checked days

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  days:
    type: File
    inputBinding: {position: 2}
  checked:
    type: File
    inputBinding: {position: 3}

arguments:
  - {position: 4, prefix: --output, valueFrom: summary.json}

outputs:
  summary:
    type: File
    outputBinding: {glob: summary.json}
