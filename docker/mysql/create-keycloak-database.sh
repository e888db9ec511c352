# Read by the entry point of the MySQL image when the server is made: a database for Keycloak, with a user of its own.
docker_process_sql <<SQL
CREATE DATABASE keycloak CHARACTER SET utf8mb4;
CREATE USER keycloak@'%' IDENTIFIED BY '$(printf '%s' "$KEYCLOAK_DATABASE_PASSWORD" | sed "s/[\\\\']/\\\\&/g")';
GRANT ALL ON keycloak.* TO keycloak@'%';
SQL
