cwlVersion: v1.2
class: CommandLineTool
label: Bring the years together in tables

hints:
  DockerRequirement:
    dockerPull: docker.io/library/python:3.12.10-slim-bookworm

baseCommand: python3

inputs:
  script:
    type: File
    inputBinding: {position: 1}
  summaries:
    type: File[]
    inputBinding: {position: 2}

arguments:
  - {position: 3, prefix: --yearly, valueFrom: table.csv}
  - {position: 4, prefix: --monthly, valueFrom: months.csv}

outputs:
  table:
    type: File
    outputBinding: {glob: table.csv}
  months:
    type: File
    outputBinding: {glob: months.csv}
