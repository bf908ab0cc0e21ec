"""Will we meet the SLA and the delivery date, which open tasks breach, and what would more people or less scope do?"""
