# Optional inputs of several types; some are given, some are not, one has a default.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [printf, '[%s]\n', begin]
inputs:
  given: {type: 'string?', inputBinding: {prefix: --given}}
  missing: {type: 'string?', inputBinding: {prefix: --missing}}
  given_file: 'File?'
  missing_file: {type: 'File?', inputBinding: {prefix: --file}}
  missing_unbound: {type: 'File?', secondaryFiles: [.idx]}
  missing_files: 'File[]?'
  flag: {type: boolean, default: true, inputBinding: {prefix: --flag}}
  off: {type: 'boolean?', inputBinding: {prefix: --off}}
  number: {type: int, default: 3, inputBinding: {prefix: -n, separate: false}}
  either: {type: [string, File], inputBinding: {position: 3}}
stdout: out.txt
outputs: {out: stdout}
