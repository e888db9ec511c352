# Records with files in them as input and output; one is optional and not given.
cwlVersion: v1.2
class: Workflow
requirements:
  SchemaDefRequirement:
    types:
      - name: pair
        type: record
        fields:
          left: {type: File, inputBinding: {position: 1}}
          right: 'File?'
          third: File
          label: {type: string, inputBinding: {position: 3, prefix: --label=, separate: false}}
inputs: {both: pair, none: 'pair?'}
steps:
  split:
    in: {both: both, none: none}
    out: [parts]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [sh, -c, 'cat "$0" > left.txt; echo "$1" > label.txt']
      inputs: {both: pair, none: 'pair?'}
      outputs:
        parts:
          type:
            type: record
            name: parts
            fields:
              left: {type: File, outputBinding: {glob: left.txt}}
              label: {type: File, outputBinding: {glob: label.txt}}
outputs:
  made:
    type: {type: record, name: made, fields: {left: File, label: File}}
    outputSource: split/parts
