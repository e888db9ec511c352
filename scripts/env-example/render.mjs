const WIDTH = 120;
const HEAD = `Settings of ReProv. Copy this file to \`.env\` and set what is needed; what is commented out shows its default. \
\`settings.conf\` beside it wins over \`.env\`, and the environment wins over both. A variable that is set to nothing counts as not set. \
Written by \`npm run env:example\` from the classes in src/config.`;
const DEPLOYMENT = `Only for \`make start\` (docker compose), unknown to the service. Needed there, and with them EXTERNAL_SERVER_URL, \
MYSQL_PASSWORD, PROV_BASE_IRI, REANA_SERVER_URL and REANA_ACCESS_TOKEN; where MySQL and Keycloak are, docker-compose.yml says itself.`;

/** `.env.example`: every variable of the settings classes in their order, then those of the deployment. No secret has a value. */
export function renderEnvExample(classes, deployment) {
  const blocks = [
    comment(HEAD),
    ...classes.flatMap(({ schema }) => Object.entries(schema.shape).map(([name, field]) => variable(name, field))),
    comment(DEPLOYMENT),
    ...deployment.map(({ name, description }) => `${comment(description)}\n${name}=`),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A variable that is needed stands open and empty; one with a default, and one that may be left out, is commented out. */
function variable(name, field) {
  if (field.description === undefined) throw new Error(`${name} has no description.`);
  const absent = field.safeParse(undefined);
  if (!absent.success) return `${comment(`${field.description} Needed.`)}\n${name}=`;
  return `${comment(field.description)}\n#${name}=${absent.data === undefined ? '' : String(absent.data)}`;
}

function comment(text) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    if (lines.at(-1).length + word.length + 3 > WIDTH) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => `#${line}`).join('\n');
}
