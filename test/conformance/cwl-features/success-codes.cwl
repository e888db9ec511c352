# An exit code that is a success, and one that a later output tells.
cwlVersion: v1.2
class: CommandLineTool
requirements: {InlineJavascriptRequirement: {}}
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
successCodes: [0, 3]
temporaryFailCodes: [4]
baseCommand: [sh, -c, 'echo made > made.txt; exit 3']
inputs: []
outputs:
  made: {type: File, outputBinding: {glob: made.txt}}
  code: {type: int, outputBinding: {outputEval: $(runtime.exitCode)}}
