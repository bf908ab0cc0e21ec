"""How is the whole project: key figures, trends, risks, opportunities, milestones, and what changed?"""
