cwlVersion: v1.2
class: CommandLineTool
label: Draw the months as a chart

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  months:
    type: File
    inputBinding: {position: 2}

arguments:
  - {position: 3, prefix: --output, valueFrom: chart.svg}

outputs:
  chart:
    type: File
    outputBinding: {glob: chart.svg}
