// A decision table as people read one: inputs to the left, outputs to the right, a rule a row.
import type { components } from "../../../shared/api";
import { useSay } from "../state";

type Table = components["schemas"]["Table"];

export function DecisionTable({ table, label }: { table: Table; label: string }) {
  const say = useSay();
  const outputs = table.outputs.length;
  const names = table.outputs.map((name) => name || label);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="table decision">
        <caption class="hint">{say("table_hit", { hit: table.hit })}</caption>
        <thead>
          <tr>
            <th scope="col">{say("table_row")}</th>
            {table.inputs.map((input, at) => (
              <th scope="col" key={at}>
                <code>{input}</code>
              </th>
            ))}
            {names.map((name, at) => (
              <th scope="col" key={`out ${at}`} class="output">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rules.map((cells, row) => (
            <tr key={row}>
              <th scope="row">{row + 1}</th>
              {cells.map((cell, at) => (
                <td key={at} class={at >= cells.length - outputs ? "output" : undefined}>
                  {cell === "-" ? <span class="any">{say("table_any")}</span> : <code>{cell}</code>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
