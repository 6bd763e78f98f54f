import { render } from "preact";
import { App } from "./app";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/signed.css";
import "./styles/print.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
