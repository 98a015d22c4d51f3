let wasm;
export default async function ({ module_or_path }) {
const response = await fetch(module_or_path);
const imports = __wbg_get_imports();
const { instance } = response.headers.get("Content-Type") === "application/wasm"
? await WebAssembly.instantiateStreaming(response, imports)
: await WebAssembly.instantiate(await response.arrayBuffer(), imports);
wasm = instance.exports;
wasm.__wbindgen_start();
}
