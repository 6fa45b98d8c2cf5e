{
    "name": "Customer Information Management: Spreadsheet Dashboard",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "summary": "Segments, classes and stages of customers as a spreadsheet dashboard",
    "author": "customer_info_mgmt contributors",
    "license": "LGPL-3",
    "depends": ["customer_info_mgmt", "spreadsheet_dashboard"],
    "data": ["data/dashboards.xml"],
    "auto_install": True,
}
