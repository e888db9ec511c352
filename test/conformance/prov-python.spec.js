"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
// The referee is the Python PROV library: it must read what we write, and find the formats equal.
const node_child_process_1 = require("node:child_process");
const node_fs_1 = require("node:fs");
const promises_1 = require("node:fs/promises");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
const node_util_1 = require("node:util");
const prov_1 = require("../../src/prov");
const prov_documents_1 = require("./prov-documents");
const run = (0, node_util_1.promisify)(node_child_process_1.execFile);
const VENV = (0, node_path_1.join)(process.env.REPROV_CACHE ?? (0, node_path_1.join)((0, node_os_1.homedir)(), '.cache', 'reprov'), 'prov-venv');
const PYTHON = (0, node_path_1.join)(VENV, 'bin', 'python');
const SHARED = process.env.REPROV_SHARED ?? (0, node_path_1.resolve)(__dirname, '../../../shared');
const SCHEMA = (0, node_path_1.join)(SHARED, 'data/prov/schemas/prov-json.schema.json');
async function installReferee() {
    if (['prov-compare', 'jsonschema'].every((program) => (0, node_fs_1.existsSync)((0, node_path_1.join)(VENV, 'bin', program))))
        return;
    await run('python3', ['-m', 'venv', VENV]);
    await run((0, node_path_1.join)(VENV, 'bin', 'pip'), ['install', '--quiet', 'prov[rdf,xml,dot]==3.2.3', 'jsonschema']);
}
function countRecords(document) {
    return document.records.length + document.bundles.reduce((count, { records }) => count + records.length, 0);
}
describe('the Python PROV library', () => {
    let folder;
    beforeAll(async () => {
        folder = await (0, promises_1.mkdtemp)((0, node_path_1.join)((0, node_os_1.tmpdir)(), 'prov-python-'));
        await installReferee();
    }, 300_000);
    afterAll(() => (0, promises_1.rm)(folder, { recursive: true, force: true }));
    async function judge(name, document) {
        const [json, n] = [(0, node_path_1.join)(folder, `${name}.json`), (0, node_path_1.join)(folder, `${name}.provn`)];
        await (0, promises_1.writeFile)(json, (0, prov_1.writeText)(document, 'json'));
        await (0, promises_1.writeFile)(n, (0, prov_1.writeText)(document, 'provn'));
        const script = (0, node_path_1.join)(__dirname, 'prov-python.py');
        const { stdout } = await run(PYTHON, ['-W', 'error', script, (0, node_fs_1.existsSync)(SCHEMA) ? SCHEMA : '-', json, n]);
        return JSON.parse(stdout);
    }
    it.each([
        ['a record of every kind', (0, prov_documents_1.everyKind)()],
        ['the record of a run of one step', (0, prov_documents_1.recordOfOneStep)()],
    ])('reads %s as PROV-JSON and as strict PROV-N, and finds them equal', async (_, document) => {
        const verdict = await judge('document', document);
        const count = countRecords(document);
        expect(verdict).toMatchObject({ equal: true, records: [count, count] });
    }, 60_000);
    // The schema of the submission knows neither mentionOf nor a record that stands twice under one identifier.
    ((0, node_fs_1.existsSync)(SCHEMA) ? it : it.skip)('finds the record of a run of one step valid under the JSON schema of the submission', async () => {
        const { schemaFaults } = await judge('schema', (0, prov_documents_1.recordOfOneStep)());
        expect(schemaFaults).toEqual([]);
    }, 60_000);
});
//# sourceMappingURL=prov-python.spec.js.map