/** What only docker-compose.yml reads; the service knows nothing of them. */
export const DEPLOYMENT_VARIABLES = [
  {
    name: 'TLS_CERTIFICATE_FILE',
    description: 'Certificate of the address in EXTERNAL_SERVER_URL with its chain, as PEM; read by nginx.',
  },
  { name: 'TLS_KEY_FILE', description: 'Private key of that certificate, as PEM; readable by its owner only.' },
  { name: 'MYSQL_ROOT_PASSWORD', description: "Password of MySQL's root, who is let in from inside its container only." },
  {
    name: 'KEYCLOAK_DATABASE_PASSWORD',
    description: 'Password of the user `keycloak`, who keeps the users and groups in a database of the same MySQL.',
  },
  { name: 'KEYCLOAK_ADMIN_USER', description: 'The first administrator of Keycloak, made at its first start.' },
  { name: 'KEYCLOAK_ADMIN_PASSWORD', description: 'His password; change it there after the first start.' },
];
