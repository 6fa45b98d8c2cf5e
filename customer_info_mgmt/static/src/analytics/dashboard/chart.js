import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/** A chart of Chart.js that is drawn anew whenever its configuration changes. */
export class CustomerChart extends Component {
    static template = "customer_info_mgmt.CustomerChart";
    static props = { config: Object, label: String };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                const chart = new Chart(this.canvasRef.el, config);
                const resize = () => chart.resize();
                window.addEventListener("beforeprint", resize);
                window.addEventListener("afterprint", resize);
                return () => {
                    window.removeEventListener("beforeprint", resize);
                    window.removeEventListener("afterprint", resize);
                    chart.destroy();
                };
            },
            () => [this.props.config]
        );
    }
}
