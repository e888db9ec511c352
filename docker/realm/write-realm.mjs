// The realm that Keycloak imports at its first start: the common one, with the address of this installation in its public client.
// node write-realm.mjs realm-prov.json /import/realm-prov.json
import { readFileSync, writeFileSync } from 'node:fs';

const [source, target] = process.argv.slice(2);
const { origin } = new URL(process.env.EXTERNAL_SERVER_URL);
const realm = JSON.parse(readFileSync(source, 'utf8'));
const api = realm.clients.find(({ clientId }) => clientId === 'api');
api.redirectUris = [`${origin}/*`];
api.webOrigins = [origin];
writeFileSync(target, JSON.stringify(realm, null, 2));
