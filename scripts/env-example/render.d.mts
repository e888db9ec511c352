export interface DeploymentVariable {
  readonly name: string;
  readonly description: string;
}

export function renderEnvExample(
  classes: readonly { readonly schema: { readonly shape: object } }[],
  deployment: readonly DeploymentVariable[],
): string;
