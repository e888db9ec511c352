cwlVersion: v1.2
class: CommandLineTool
label: Check the days against a limit

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
  limit:
    type: double
    inputBinding: {position: 3, prefix: --limit}

arguments:
  - {position: 4, prefix: --report, valueFrom: check-report.json}

outputs:
  report:
    type: File
    outputBinding: {glob: check-report.json}
