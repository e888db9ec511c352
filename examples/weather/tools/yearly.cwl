cwlVersion: v1.2
class: CommandLineTool
label: Summarise one year

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
  year:
    type: int
    inputBinding: {position: 3, prefix: --year}

# The name holds the year because all jobs of a run share one working directory on REANA.
arguments:
  - {position: 4, prefix: --output, valueFrom: year-$(inputs.year).json}

outputs:
  summary:
    type: File
    outputBinding: {glob: year-$(inputs.year).json}
