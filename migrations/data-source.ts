import { createDataSource, dataSourceOptions } from '../src/common/database/data-source';
import { DatabaseConfig } from '../src/config/database.config';
import { loadSettings, readEnvironment } from '../src/config/settings';

const settings = loadSettings([DatabaseConfig], readEnvironment(process.cwd())).get(DatabaseConfig) as DatabaseConfig;

/**
 * For TypeORM's own command line (`npm run migration:run`, `:revert`, `:show`). Undoing on SQLite must run without a
 * transaction, else dropping a column empties the child tables; the scripts say so.
 */
export const migrationDataSource = createDataSource(dataSourceOptions(settings));
