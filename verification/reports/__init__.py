"""What is answered, as people see it: text, HTML, pictures, notebooks, SARIF."""
