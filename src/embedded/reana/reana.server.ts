import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { EmbeddedReanaConfig } from '../../config/embedded-reana.config';
import { CwltoolEngine } from './cwltool.engine';
import { DataFolder } from './data.folder';
import { reanaApp } from './reana.app';
import { RunScheduler } from './run.scheduler';
import { RunStore } from './run.store';
import { Runs } from './runs';
import { Sandbox } from './sandbox';
import { SecretStore } from './secret.store';
import { keptSetting, openStore } from './store.database';

const HOST = '127.0.0.1';

/** The embedded REANA server: HTTP in front, cwltool behind, everything it knows in one folder. */
export class ReanaServer {
  private constructor(
    readonly url: string,
    readonly token: string,
    /** Which confinement of commands holds. */
    readonly sandbox: string,
    private readonly parts: { http: Server; scheduler: RunScheduler; database: Database.Database },
  ) {}

  static async start(config: EmbeddedReanaConfig): Promise<ReanaServer> {
    if (!existsSync(config.cwltool)) throw new Error(`cwltool is not at ${config.cwltool}: install it, or set CWLTOOL_PATH.`);
    const sandbox = await Sandbox.detect(config.sandbox, config.cwltool);
    const folder = new DataFolder(config.folder);
    const database = openStore(folder.database);
    const store = new RunStore(database);
    const scheduler = new RunScheduler(store, new CwltoolEngine(config.cwltool, sandbox), folder, config);
    const token = folder.token();
    const app = reanaApp({
      runs: new Runs(store, scheduler, folder),
      store,
      folder,
      secrets: new SecretStore(database),
      user: keptSetting(database, 'user', randomUUID),
      workspaceBytes: config.workspaceBytes,
      facts: {
        token,
        tokenMadeAt: statSync(join(config.folder, 'token')).mtime,
        sandbox: sandbox.description,
        workspaces: join(config.folder, 'workspaces'),
        wallSeconds: config.wallSeconds,
      },
    });
    try {
      await scheduler.resume();
      const http = app.listen(config.port, HOST);
      await once(http, 'listening');
      http.requestTimeout = 0; // a large file may take its time
      const complain = (error: Error) => process.stderr.write(`Files of deleted runs could not be removed: ${error.message}\n`);
      void folder.removeAll(store.deleted()).catch(complain);
      const url = `http://${HOST}:${(http.address() as AddressInfo).port}`;
      return new ReanaServer(url, token, sandbox.description, { http, scheduler, database });
    } catch (error) {
      await scheduler.close();
      database.close();
      throw error;
    }
  }

  /** Ends the runs at work as well, as if their user had stopped them. */
  async stopRuns(): Promise<void> {
    await this.parts.scheduler.stopAll();
  }

  /** Engines at work go on; the next server on this folder takes them up again. */
  async close(): Promise<void> {
    const { http, scheduler, database } = this.parts;
    await scheduler.close();
    const closed = once(http, 'close');
    http.close();
    http.closeAllConnections();
    await closed;
    database.close();
  }
}
