# A tool that fails after it has written its file: the run fails and says its exit code.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'echo made > made.txt; echo "it went wrong" >&2; exit 3']
inputs: []
outputs: {made: {type: File, outputBinding: {glob: made.txt}}}
